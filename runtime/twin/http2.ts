import type { RequestListener, Server } from 'node:http';
import { createServer, type ServerHttp2Session } from 'node:http2';
import type { Socket } from 'node:net';

/** What a client that speaks HTTP/2 begins with (RFC 9113, 3.4); no method of HTTP/1.1 does. */
const preface = 'PRI * HTTP/2.0';

/** Ends the connections that were handed over. */
export interface Http2Connections {
  /** Takes no more requests; those that have come are still answered. */
  drain(): void;
  /** Closes every connection. */
  destroy(): void;
}

/** Has an HTTP/1.1 server hand over the connections that begin as HTTP/2. */
export function takeHttp2(server: Server, handle: RequestListener): Http2Connections {
  // Node gives the requests and answers of HTTP/2 the methods of those of HTTP/1.1.
  const http2 = createServer(handle as never);
  const sessions = new Set<ServerHttp2Session>();
  http2.on('session', (session) => {
    sessions.add(session);
    session.once('close', () => sessions.delete(session));
    // Such as a client that goes away; its requests end with it.
    session.on('error', () => undefined);
  });
  const waiting = new Set<Socket>();
  const http1 = server.listeners('connection') as ((socket: Socket) => void)[];
  server.removeAllListeners('connection');
  server.on('connection', (socket: Socket) => {
    const destroy = () => socket.destroy();
    waiting.add(socket);
    socket.once('close', () => waiting.delete(socket));
    // The server counts the time of a request from where it takes the connection over.
    socket.setTimeout(server.headersTimeout, destroy).on('error', ignore).on('end', destroy);
    whenTold(socket, (isHttp2) => {
      waiting.delete(socket);
      socket.setTimeout(0).off('timeout', destroy).off('error', ignore).off('end', destroy);
      if (isHttp2) {
        // An HTTP/1.1 server answers on after its client has ended; with HTTP/2 the connection would stay half open for ever.
        socket.allowHalfOpen = false;
        http2.emit('connection', socket);
      } else for (const listener of http1) listener.call(server, socket);
    });
  });
  return {
    drain: () => {
      for (const session of sessions) session.close();
      for (const socket of waiting) socket.destroy();
    },
    destroy: () => {
      for (const session of sessions) session.destroy();
    },
  };
}

function ignore(): void {}

/** Calls `tell` as soon as the first bytes say which protocol it is; they stay to be read. */
function whenTold(socket: Socket, tell: (isHttp2: boolean) => void): void {
  let bytes = Buffer.alloc(0);
  const look = () => {
    // What is put back is told again as new, so the bytes are held until they are enough.
    bytes = Buffer.concat([bytes, (socket.read() as Buffer | null) ?? Buffer.alloc(0)]);
    const start = bytes.toString('latin1', 0, preface.length);
    if (start.length < preface.length && preface.startsWith(start)) return;
    socket.off('readable', look);
    socket.unshift(bytes);
    tell(start === preface);
  };
  socket.on('readable', look);
}
