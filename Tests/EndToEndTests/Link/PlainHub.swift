import Glibc
import Testing

/// A Bot Hub as the original one was: it knows no ids, keeps fifty messages in memory, and says little.
///
/// It notes every frame that it gets, in the order of their coming, as lines `BOT FRAME`.
final class PlainHub {
  let folder: String
  let port: Int
  private let program: Program

  /// Starts it in a village, which ends it; `mute` lets it take messages without answering any.
  init(
    in village: Village, tokens: [String: String], mute: Bool = false,
    at location: SourceLocation = #_sourceLocation
  ) async throws {
    let folder = "\(village.folder)/plain-hub"
    self.folder = folder
    try Disk.makeFolder(folder)
    try Disk.write(Self.script, to: "\(folder)/hub.py")
    for name in ["port", "mute"] { Disk.remove("\(folder)/\(name)") }
    if mute { try Disk.write("", to: "\(folder)/mute") }
    let pairs = tokens.map { "\($0.key)=\($0.value)" }
    let log = "\(folder)/log"
    // Debian's own, which has Debian's python3-websockets.
    let program = try Program(
      ["/usr/bin/python3", "\(folder)/hub.py", folder] + pairs, environment: ["HOME=\(folder)"], output: log,
      errors: log)
    self.program = program
    village.programs.append(program)
    try await eventually("the plain hub listens: \(Disk.text(log))", at: location) {
      try expect(program.ended() == nil, "the plain hub has ended: \(Disk.text(log))", at: location)
      return Int(Disk.text("\(folder)/port")) != nil
    }
    port = Int(Disk.text("\(folder)/port")) ?? 0
  }

  var frames: [String] { Disk.text("\(folder)/frames").split(separator: "\n").map(String.init) }

  /// Lets whoever is in the room hear this, stamped as somebody's.
  func say(_ text: String, from sender: String) throws {
    try Disk.write("\(sender)\n\(text)", to: "\(folder)/say.new")
    try Disk.move("\(folder)/say.new", to: "\(folder)/say")
  }

  /// Whether what was to be said last has been said.
  var hasSaid: Bool { !Disk.exists("\(folder)/say") }

  /// From now on it answers.
  func speakAgain() { Disk.remove("\(folder)/mute") }

  private static let script = """
    import asyncio, json, os, sys
    import websockets

    folder = sys.argv[1]
    tokens = dict(pair.split("=") for pair in sys.argv[2:])
    members = {}
    kept = []

    async def serve(socket, path=None):
        bot = None
        try:
            async for text in socket:
                with open(folder + "/frames", "a") as notes:
                    notes.write(f"{bot} {text}\\n")
                frame = json.loads(text)
                if frame["type"] == "auth":
                    bot = tokens.get(frame["token"])
                    if bot is None:
                        return
                    await socket.send(json.dumps({"type": "auth_ok"}))
                elif frame["type"] == "join":
                    others = [name for name in members if name != bot]
                    members[bot] = socket
                    await socket.send(json.dumps({"type": "joined", "room": frame["room"], "members": others}))
                    for message in [one for one in kept if one["from"] != bot]:
                        await socket.send(json.dumps(message))
                        kept.remove(message)
                elif frame["type"] == "message":
                    message = {"type": "message", "room": frame["room"], "from": bot, "text": frame["text"]}
                    others = [one for name, one in members.items() if name != bot]
                    if not others:
                        kept.append(message)
                    for other in others:
                        await other.send(json.dumps(message))
                    if not os.path.exists(folder + "/mute"):
                        await socket.send(json.dumps(
                            {"type": "ack", "room": frame["room"], "delivered": len(others)}))
        except websockets.ConnectionClosed:
            pass
        finally:
            if members.get(bot) is socket:
                del members[bot]

    async def speak():
        while True:
            await asyncio.sleep(0.02)
            if os.path.exists(folder + "/say") and members:
                sender, text = open(folder + "/say").read().split("\\n", 1)
                for other in list(members.values()):
                    await other.send(json.dumps(
                        {"type": "message", "room": "meadow", "from": sender, "text": text}))
                os.remove(folder + "/say")

    async def main():
        async with websockets.serve(serve, "127.0.0.1", 0, max_size=None) as server:
            port = server.sockets[0].getsockname()[1]
            with open(folder + "/port.new", "w") as file:
                file.write(str(port))
            os.rename(folder + "/port.new", folder + "/port")
            await speak()

    asyncio.run(main())
    """
}
