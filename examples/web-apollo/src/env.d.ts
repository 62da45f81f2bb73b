interface ImportMetaEnv {
  readonly VITE_IMGSH?: string;
}
