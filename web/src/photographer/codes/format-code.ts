/** `ABC 34D`: a code in two halves is read out and typed without losing one's place. */
export const formatCode = (accessCode: string) => `${accessCode.slice(0, 3)}\u2009${accessCode.slice(3)}`;
