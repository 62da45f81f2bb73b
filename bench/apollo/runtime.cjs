// The shortest client of Lambda's Runtime API. AWS's own does more for an event, so it takes no less.

const { request } = require("node:http");
const [host, port] = process.env.AWS_LAMBDA_RUNTIME_API.split(":");

function ask(method, path, body) {
  return new Promise((resolve, reject) => {
    const asked = request({ host, port, method, path: `/2018-06-01/runtime/invocation/${path}` }, (answer) => {
      const chunks = [];
      answer.on("data", (chunk) => chunks.push(chunk));
      answer.on("end", () => resolve({ headers: answer.headers, body: Buffer.concat(chunks) }));
    });
    asked.on("error", reject);
    asked.end(body);
  });
}

async function main() {
  const { handler } = require(process.argv[2]);
  for (;;) {
    const { headers, body } = await ask("GET", "next");
    const id = headers["lambda-runtime-aws-request-id"];
    try {
      await ask("POST", `${id}/response`, JSON.stringify(await handler(JSON.parse(body), {}, () => {})));
    } catch (error) {
      await ask("POST", `${id}/error`, JSON.stringify({ errorMessage: error.stack }));
    }
  }
}

main();
