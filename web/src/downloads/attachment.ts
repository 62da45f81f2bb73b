/**
 * Has the browser save what stands at an address as an attachment; the page stays.
 *
 * A frame goes there in place of the page: Firefox breaks off all that a page loads, sends or uploads as soon as the page
 * itself goes elsewhere, and all browsers ask those who leave while they upload.
 */
export const saveAttachment = (url: string) =>
  document.body.append(Object.assign(document.createElement("iframe"), { src: url, hidden: true }));
