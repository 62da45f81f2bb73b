import { graphql, type ResultOf } from "../../api/graphql";

export const REQUEST_UPLOADS = graphql(`mutation RequestUploads($input: RequestUploadsInput!) {
  requestUploads(input: $input) {
    tickets {
      photo { id } alreadyUploaded uploadId expiresAt
      requests { method url headers { name value } partNumber offset sizeBytes }
    }
    userErrors { code message field }
  }
}`);

export type Ticket = NonNullable<ResultOf<typeof REQUEST_UPLOADS>["requestUploads"]["tickets"]>[number];
export type UploadRequest = Ticket["requests"][number];

export const COMPLETE_UPLOAD = graphql(`mutation CompleteUpload($input: CompleteUploadInput!) {
  completeUpload(input: $input) { photo { id } userErrors { code message } }
}`);
