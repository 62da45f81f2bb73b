const signIn = `# Run this first: later requests from this page carry the session's token.
# The address and the password of the demo photographer are printed where the service was started.
mutation SignIn($input: SignInInput!) {
  signIn(input: $input) {
    session {
      accessToken
      expiresAt
      user { userName emailVerified storageBytes }
    }
    userErrors { code message field }
  }
}
`;

const myEvents = `query MyEvents {
  me {
    userName
    events(first: 5) {
      nodes {
        id
        name
        publicUrl
        expiresAt
        photoCount
        photos(first: 12) {
          nodes { id filename status thumbnail { url width height } }
        }
        accessors { nodes { accessCode label allPhotos photoCount url } }
      }
    }
  }
}
`;

const openAlbum = `# What a viewer sees. Run redeemAccessCode first, then the album.
mutation Redeem($input: RedeemAccessCodeInput!) {
  redeemAccessCode(input: $input) {
    viewerToken
    album { eventName photographer expiresAt photoCount }
    userErrors { code message field }
  }
}

query Album {
  album {
    eventName
    label
    expiresAt
    photos(first: 20) {
      nodes { filename width height thumbnail { url } original { downloadUrl sizeBytes } }
    }
  }
}
`;

const variables = (input) => JSON.stringify({ input }, null, 2);

/** The tabs of a first visit; GraphiQL keeps what becomes of them. */
export const tabs = [
  { title: "signIn", query: signIn, variables: variables({ email: "demo@example.com", password: "" }) },
  { title: "my events", query: myEvents },
  { title: "album", query: openAlbum, variables: variables({ publicUrl: "", accessCode: "" }) },
];
