const signIn = `# Run this first: later requests from this page
# carry the session's token. The password is
# printed where the service was started.
mutation SignIn {
  signIn(
    input: {
      email: "demo@example.com"
      password: ""
    }
  ) {
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

const openAlbum = `# What a viewer sees: run Redeem with a code of yours,
# then Album.
mutation Redeem {
  redeemAccessCode(
    input: {
      publicUrl: "local/demo/a_day_by_the_sea"
      accessCode: ""
    }
  ) {
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

/** The tabs of a first visit. GraphiQL saves later changes. */
export const tabs = [{ query: signIn }, { query: myEvents }, { query: openAlbum }];
