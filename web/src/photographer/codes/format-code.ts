/** `ABC 34D`: two halves are easier to read out and type. */
export const formatCode = (accessCode: string) => `${accessCode.slice(0, 3)}\u2009${accessCode.slice(3)}`;

export interface Named {
  accessCode: string;
  label: string | null;
}

/** The name of a code's owner, or the code if it has none. */
export const nameOf = ({ label, accessCode }: Named) => label ?? formatCode(accessCode);
