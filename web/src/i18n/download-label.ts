import { common } from "./common";
import { size } from "./numbers";

/** `Download` alone while nothing is selected, else the text with the number of photos and their size. */
export const downloadLabel = (photos: number, bytes: number, text: (photos: number, size: string) => string) =>
  photos ? text(photos, size(bytes)) : common.download;
