import { type Album, openAlbum } from "./album";

const find = <T extends Element>(selector: string) => document.querySelector<T>(selector) as T;
const form = find<HTMLFormElement>("form");
const status = find<HTMLElement>("[role=status]");
const list = find<HTMLUListElement>("ul");
const more = find<HTMLButtonElement>("#more");

const fail = (error: unknown) => {
  status.textContent = error instanceof Error ? error.message : String(error);
};

function show({ eventName, label, photoCount, photos }: Album): void {
  status.textContent = `${eventName}, for ${label ?? "guests"}: ${photos.edges.length} of ${photoCount} photos`;
  list.replaceChildren(...photos.edges.map(({ node }) => item(node)));
  more.hidden = !photos.pageInfo.hasNextPage;
}

function item({ thumbnail, original, preview }: Album["photos"]["edges"][number]["node"]): HTMLLIElement {
  const file = original ?? preview;
  const image = Object.assign(new Image(), { src: thumbnail?.url ?? "", alt: file?.filename ?? "", loading: "lazy" });
  const link = Object.assign(document.createElement("a"), { href: file?.downloadUrl ?? "" });
  link.append(image, `Download ${file?.filename ?? ""}`);
  const element = document.createElement("li");
  element.append(link);
  return element;
}

form.addEventListener("submit", async submitted => {
  submitted.preventDefault();
  status.textContent = "Opening…";
  try {
    const album = (await openAlbum(find<HTMLInputElement>("#link").value)).watch(show, fail);
    more.onclick = () => album.more().catch(fail);
  } catch (error) {
    fail(error);
  }
});
