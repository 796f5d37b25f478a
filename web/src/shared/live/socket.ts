/** The part of a WebSocket that the lines use, so that a test can hand in its own. */
export interface Socket {
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: ((event: { code: number; reason?: string }) => void) | null;
  /** Throws where the connection is not open: what is handed over is on its way. */
  send(message: string | ArrayBuffer): void;
  close(code?: number): void;
}

/**
 * Open the browser's own WebSocket. Sound comes as bytes that can be read at once.
 *
 * By itself it swallows what is sent between the end of a connection and the news of it.
 */
export function openSocket(
  address: string,
  protocols: string[] = [],
  inner = new WebSocket(address, protocols),
): Socket {
  inner.binaryType = "arraybuffer";
  const socket: Socket = {
    onmessage: null,
    onclose: null,
    send: (message) => {
      if (inner.readyState !== WebSocket.OPEN) throw new Error("The socket is not open.");
      inner.send(message);
    },
    close: (code) => inner.close(code),
  };
  inner.onmessage = (event) => socket.onmessage?.(event);
  inner.onclose = (event) => socket.onclose?.(event);
  return socket;
}
