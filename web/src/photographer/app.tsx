import { Toasts } from "../ui/toasts";
import { words } from "./words/words";

export function App() {
  return (
    <>
      <main>
        <h1>imgsh</h1>
        <p>{words.promise}</p>
        <p>{words.forViewers}</p>
      </main>
      <Toasts />
    </>
  );
}
