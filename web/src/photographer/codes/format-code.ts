/** `ABC 34D`: two halves are easier to read out and type. */
export const formatCode = (accessCode: string) => `${accessCode.slice(0, 3)}\u2009${accessCode.slice(3)}`;
