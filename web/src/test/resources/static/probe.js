export const probe = "asset-bytes";
