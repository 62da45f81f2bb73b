import { ask } from "./graphql.js";
import { say } from "./screen.js";

/** What each form asks for, and what it says when that went well. */
const ACTIONS = {
  signUp: ["session { user { id } }", "Welcome! A mail is on its way: open its link to confirm your address."],
  requestPasswordReset: ["accepted", "A mail with a link is on its way. It works for one hour."],
  verifyEmail: ["user { id }", "Thank you, your address is confirmed. You can close this page."],
  resetPassword: ["session { user { id } }", "Your new password is saved. You can close this page."],
};

/** Makes a form run the mutation that its `data-action` names; the fragment holds the token of a mailed link. */
export function act(form) {
  const name = form.dataset.action;
  const [result, success] = ACTIONS[name];
  const fields = name === "requestPasswordReset" ? result : `${result} userErrors { message }`;
  const type = `${name[0].toUpperCase()}${name.slice(1)}Input!`;
  const mutation = `mutation ($input: ${type}) { ${name}(input: $input) { ${fields} } }`;
  const [button, note] = [form.querySelector("button"), form.querySelector(".note")];

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const token = location.hash.slice(1);
    const input = { ...Object.fromEntries(new FormData(form)), ...(token && { token }) };
    button.disabled = true;
    say("One moment…", "busy", note);
    try {
      const { userErrors = [] } = (await ask(mutation, { input }))[name];
      const refusals = userErrors.map((error) => error.message).join(" ");
      say(refusals || success, refusals ? "problem" : "success", note);
      if (refusals) return;
      form.replaceChildren(note);
      history.replaceState(null, "", location.pathname); // a link that was used need not stay in the history
    } catch (problem) {
      say(problem.message, "problem", note);
    } finally {
      button.disabled = false;
    }
  });
  if ("submitAtOnce" in form.dataset) form.requestSubmit();
}
