import Glibc
import Testing

/// A container for one bot's monitor: processes and mounts of its own, and of the state it sees `bots/<bot>` alone.
struct Container {
  private let village: Village
  private let calls: String
  /// The configuration that is read in there.
  let configuration: String
  /// The program that carries a command line inside, as `docker exec NAME` does; it notes each call.
  let via: String

  /// Makes it, and lets it run until the village ends; the bot's settings in the village name it from then on.
  init(for bot: String, in village: Village, at location: SourceLocation = #_sourceLocation) async throws {
    self.village = village
    let inside = "\(village.folder)/inside"
    let folder = "\(inside)/bots/\(bot.lowercased())"
    let places = [village.state, "\(village.state)/bots", village.botState(bot)]
    for path in places + [inside, "\(inside)/bots", folder] {
      try Disk.makeFolder(path)
      chmod(path, 0o700)
    }
    let output = "\(village.folder)/container.out"
    let script =
      "mount --bind \(village.botState(bot)) \(folder) && mount -t tmpfs -o mode=700 tmpfs \(village.state) "
      + "&& echo runs && { sleep 100000 & wait; }"
    let keeper = try Program(
      [
        "unshare", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc", "bash", "-c", script,
      ], environment: ["HOME=\(village.folder)"], output: output, errors: output)
    village.programs.append(keeper)
    try await eventually("the container runs: \(Disk.text(output))", at: location) {
      Disk.text(output) == "runs\n"
    }

    calls = "\(village.folder)/via.calls"
    via = "\(village.folder)/via"
    configuration = "\(village.folder)/inside.yaml"
    let programs = try Binary.path(of: "monitor").split(separator: "/").dropLast().joined(separator: "/")
    try Disk.write(
      """
      #!/bin/sh
      echo call >>\(calls)
      exec nsenter --target \(keeper.pid) --mount --pid=/proc/\(keeper.pid)/ns/pid_for_children -- \
      env "PATH=/\(programs):/usr/bin:/bin" "$@"

      """, to: via)
    chmod(via, 0o755)
    village.settings.ofBots[bot, default: ""] += ", monitor: { via: [\(via)], config: \(configuration) }"
    try Disk.write(
      village.yaml.replacing("state: \(village.state)\n", with: "state: \(inside)\n"), to: configuration)
    chmod(configuration, 0o600)
  }

  /// How often something was run in there from outside.
  var visits: Int { Disk.text(calls).split(separator: "\n").count }

  /// The monitor's process as it is seen from outside; nil while none runs.
  var monitor: pid_t? {
    Disk.names(in: "/proc").compactMap { pid_t($0) }.first { pid in
      let words = Disk.contents(ofSpecial: "/proc/\(pid)/cmdline").split(separator: 0)
      return words.contains { $0.elementsEqual(configuration.utf8) }
        && Disk.status("Name", of: pid) == "monitor" && Disk.status("State", of: pid) != "Z"
    }
  }
}
