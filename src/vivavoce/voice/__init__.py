"""Voice interviews: audio in and out, turn-taking, speech engines with failover, WebSockets and telephone.

The live session decides what is said; this package turns its text into audio and the candidate's audio into
text. Where to find things:

- a conversation over one connection: ``usecases/conversation``
- answers, their words and their end: ``domain/turns``; endpointing delays: ``domain/endpointing``
- speech engines and failover: ``ports/engines``, ``usecases/engines``, ``domain/engines``,
  ``adapters/engines``; subprocesses of the local engines: ``adapters/engines/workers``
- turn-taking: ``ports/turn_manager``, implemented with LiveKit Agents in ``adapters/livekit``
- cached phrases: ``domain/phrases``
- WebSocket audio protocols: ``domain/wire``, ``transports/websocket``
- phone calls: ``domain/calls``, ``usecases/{schedule_call,place_call,call_callbacks}``,
  ``sockets/media_stream``
- LiveKit rooms: ``domain/rooms``, ``usecases/{serve_room,room_host}``, ``transports/livekit_room``
"""
