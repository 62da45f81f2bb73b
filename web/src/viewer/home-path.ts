/** Where the installed app begins: the albums of this device. */
export const HOME = "/albums";
