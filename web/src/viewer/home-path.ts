/** Start page of the installed app: the albums of this device. */
export const HOME = "/albums";
