import { type FragmentOf, graphql } from "../api/graphql";

const PHOTO = graphql(`fragment AlbumPhoto on Photo {
  id filename contentType sizeBytes width height takenAt durationSeconds placeholder
  thumbnail { url } preview { url width height contentType filename sizeBytes } original { filename url downloadUrl }
  livePhotoVideo { filename contentType sizeBytes url downloadUrl }
}`);

const DETAILS = graphql(`fragment AlbumDetails on Album {
  eventName photographer publicUrl label expiresAt timeZone photoCount totalBytes
}`);

const PAGE = graphql(
  `fragment AlbumPage on Album {
    ...AlbumDetails
    photos(first: $first, after: $after) { nodes { ...AlbumPhoto } pageInfo { hasNextPage endCursor } }
  }`,
  [DETAILS, PHOTO],
);

/** Redeems a code and returns the first photos. */
export const REDEEM = graphql(
  `mutation Redeem($input: RedeemAccessCodeInput!, $first: Int!, $after: String) {
    redeemAccessCode(input: $input) { viewerToken album { ...AlbumPage } userErrors { code message } }
  }`,
  [PAGE],
);

export const READ_PAGE = graphql(`query AlbumPage($first: Int!, $after: String) { album { ...AlbumPage } }`, [PAGE]);

export const READ_DETAILS = graphql(`query AlbumDetails { album { ...AlbumDetails } }`, [DETAILS]);

export const READ_END = graphql(`query AlbumEnd { album { expiresAt } }`);

export const REPORT_OPENING = graphql(`mutation ReportOpening { reportOpening { reported } }`);

export const REPORT = graphql(`mutation ReportDownloads($input: ReportDownloadsInput!) {
  reportDownloads(input: $input) { reported }
}`);

export type AlbumPhoto = FragmentOf<typeof PHOTO>;
export type AlbumDetails = FragmentOf<typeof DETAILS>;
export type AlbumPage = FragmentOf<typeof PAGE>;
