import Testing

/// Disks that take no more: they are told, and no restart is tried against them (H2, H3).
@Suite struct DiskHealthTests {
  /// A folder on a small disk of its own, and what happens to that disk.
  struct Row: Sendable, CustomTestStringConvertible {
    /// Which folder: of the state, or of Nell's chat.
    enum Place: Sendable { case state, chat }

    let testDescription: String
    let place: Place
    /// Of the file system, as `size=16m`.
    let disk: String
    /// What is asked of a disk, as `1MiB`.
    var wanted = "1MiB"
    /// Shell text; `$d` is the folder.
    let inject: String
    var cure = "true"
    let severity: String
    /// Words that say what is wrong.
    let found: String
  }

  private static let full = "head -c 400m /dev/zero > $d/filler 2>/dev/null || true"
  private static let many =
    "mkdir $d/many && cd $d/many && seq 1 6000 | xargs touch 2>/dev/null || true"
  private static let readOnly = "mount --bind $d $d && mount -o remount,bind,ro $d"

  static let rows = [
    Row(
      testDescription: "the state's disk is full", place: .state, disk: "size=16m", inject: full,
      cure: "rm $d/filler", severity: "critical", found: "64 KiB cannot be written"),
    Row(
      testDescription: "the state's disk takes no more files", place: .state, disk: "size=64m,nr_inodes=4000",
      inject: many, cure: "rm -r $d/many", severity: "critical", found: "64 KiB cannot be written"),
    Row(
      testDescription: "the state's disk is read-only", place: .state, disk: "size=16m", inject: readOnly,
      cure: "umount --lazy $d", severity: "critical", found: "read-only"),
    Row(
      testDescription: "the state's disk has little room", place: .state, disk: "size=300m", wanted: "1GiB",
      inject: "true", severity: "warning", found: "MiB are free"),
    Row(
      testDescription: "the state's disk has very little room", place: .state, disk: "size=90m",
      wanted: "1GiB", inject: "true", severity: "critical", found: "MiB are free"),
    Row(
      testDescription: "a chat's disk is full", place: .chat, disk: "size=4m", inject: full,
      cure: "rm $d/filler", severity: "critical", found: "0 MiB are free"),
    Row(
      testDescription: "a chat's disk takes no more files", place: .chat, disk: "size=4m,nr_inodes=4000",
      inject: many, cure: "rm -r $d/many", severity: "critical", found: "0 more files can be made"),
    Row(
      testDescription: "a chat's disk is read-only", place: .chat, disk: "size=4m", inject: readOnly,
      cure: "umount --lazy $d", severity: "critical", found: "read-only"),
  ]

  @Test(
    "H2, H3: a disk that takes no more is told, nothing is restarted for it, and the others go on",
    .enabled(if: Sandbox.hasMountNamespaces, "needs root and mount namespaces"), arguments: rows)
  func disk(_ row: Row) async throws {
    var settings = Village.waking()
    settings.extra += "health: { disk: \(row.wanted) }\n"
    try await Village.watched("Ross", "John", "Nell", settings: settings) { village in
      let room = try await Room(in: village)
      let folder = row.place == .state ? village.state : "\(village.folder)/nell"
      try await room.run(
        "mkdir -p $d && cp -a $d $d.copy && mount -t tmpfs -o mode=700,\(row.disk) tmpfs $d "
          + "&& cp -a $d.copy/. $d", in: folder)
      try village.configure()
      let start = try await village.health("--start", through: room.prefix)
      try start.finds("relay", "", "ok")
      let processes = try Self.processes(village, room)

      try await room.run(row.inject, in: folder)
      let checkup = try await village.health(through: room.prefix)
      let findings = checkup.all("disk", folder)
      try expect(
        findings.contains { $0.severity == row.severity && $0.found.contains(row.found) }, "\(checkup)")
      try expect(findings.allSatisfy { $0.done == nil }, "\(checkup)")
      try expect(checkup.all("relay").allSatisfy { $0.severity == "ok" && $0.done == nil }, "\(checkup)")
      try expect(checkup.all("monitor").allSatisfy { $0.severity == "ok" && $0.done == nil }, "\(checkup)")
      try expect(try Self.processes(village, room) == processes, "something was restarted\n\(checkup)")
      if row.place == .chat { try await village.carries() }

      try await room.run(row.cure, in: folder)
      if row.cure == "true" { return }
      var after = try await village.health(through: room.prefix)
      try expect(after.all("disk").allSatisfy { $0.severity == "ok" }, "\(after)")
      // What the relay could not store it tries again in a while.
      for _ in 0..<20 where after.all("canary").contains(where: { $0.severity != "ok" }) {
        after = try await village.health(through: room.prefix)
      }
      try after.finds("canary", "", "ok")
      try expect(try Self.processes(village, room) == processes, "something was restarted\n\(after)")
      try await village.carries()
    }
  }

  private static func processes(_ village: Village, _ room: Room) throws -> [String] {
    try ["relay.progress", "bots/ross/progress"].map { name in
      let mark = Disk.text(room.outside("\(village.state)/\(name)"))
      let process = mark.split(separator: " ").prefix(2).joined(separator: " ")
      try expect(process.hasPrefix("pid="), "no mark of life: \(mark)")
      return process
    }
  }
}
