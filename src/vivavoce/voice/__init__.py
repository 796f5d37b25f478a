"""Sound in, sound out: turns, engines and fallbacks, sockets and telephone.

What is said and decided is the live session's; here words become sound and sound becomes words.
Where each noun lives:

- a conversation, one connection's sound: ``usecases/conversing`` (it listens, speaks, and tells the talk)
- an answer, its words, its end, the join rule: ``domain/hearing``; the pace of it: ``domain/pace``
- an engine and the chain of several: ``ports/engines``, ``usecases/engines``, ``domain/engines``,
  ``adapters/engines``; the programs of the keyless ones: ``adapters/engines/workers``
- the floor, who has the word: ``ports/floor``, by LiveKit's session in ``adapters/livekit``
- a phrase that is always at hand: ``domain/phrases``
- a dialect, the frames of a socket: ``domain/wire``, ``transports/websocket``
- a call and its leg: ``domain/calls``, ``usecases/{call_out,dial,callbacks}``, ``sockets/media_stream``
- a LiveKit room: ``domain/rooms``, ``usecases/{attend_room,hold_rooms}``, ``transports/livekit_room``
"""
