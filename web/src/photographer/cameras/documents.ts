import { graphql, type ResultOf } from "../../api/graphql";
import { unwrapPayload } from "../../api/problem";
import { requestSignedIn } from "../../api/session";
import { EVENT } from "../events/documents";

const CAMERAS = graphql(
  `query Cameras($id: ID!) {
    event(id: $id) {
      ...EventDetails
      untimedPhotoCount unknownCameraPhotoCount
      cameras {
        id make model serial photoCount firstTakenAt lastTakenAt offsetSeconds
        proposal { offsetSeconds basis matches spreadSeconds }
      }
    }
  }`,
  [EVENT],
);

const CAMERA_PHOTOS = graphql(`query CameraPhotos($id: ID!, $cameraId: ID!, $after: String) {
  event(id: $id) {
    camera(id: $cameraId) {
      offsetSeconds
      photos(first: 100, after: $after) {
        nodes { id filename takenAt thumbnail { url } }
        pageInfo { hasNextPage endCursor }
      }
    }
  }
}`);

const UPDATE = graphql(`mutation UpdateCamera($input: UpdateCameraInput!) {
  updateCamera(input: $input) { event { id } userErrors { code message field } }
}`);

export type EventCameras = NonNullable<ResultOf<typeof CAMERAS>["event"]>;
export type Camera = EventCameras["cameras"][number];
export type ClockProposal = NonNullable<Camera["proposal"]>;
export type CameraPage = NonNullable<NonNullable<ResultOf<typeof CAMERA_PHOTOS>["event"]>["camera"]>;
export type CameraPhoto = CameraPage["photos"]["nodes"][number];

/** An event with its cameras. Null if it is gone. Throws Problem. */
export const readCameras = async (id: string) => (await requestSignedIn(CAMERAS, { id })).event;

/** A page of a camera's photos, ordered by time, and the offset that their times contain. Throws Problem. */
export async function readCameraPhotos(id: string, cameraId: string, after: string | null): Promise<CameraPage> {
  return unwrapPayload((await requestSignedIn(CAMERA_PHOTOS, { id, cameraId, after })).event?.camera);
}

/** Throws Problem. */
export async function setOffset(eventId: string, cameraId: string, offsetSeconds: number) {
  const { updateCamera } = await requestSignedIn(UPDATE, { input: { eventId, cameraId, offsetSeconds } });
  unwrapPayload(updateCamera.event, updateCamera.userErrors);
}
