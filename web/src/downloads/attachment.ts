/**
 * Downloads an attachment without leaving the page.
 *
 * Uses a frame: on navigation of the page itself, Firefox aborts all its requests, and browsers ask for confirmation
 * during uploads.
 */
export const saveAttachment = (url: string) =>
  document.body.append(Object.assign(document.createElement("iframe"), { src: url, hidden: true }));
