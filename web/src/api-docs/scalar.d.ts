declare module "@scalar/api-reference/browser/standalone.js";

interface Window {
  Scalar: {
    createApiReference(place: string, options: Record<string, unknown>): unknown;
  };
}
