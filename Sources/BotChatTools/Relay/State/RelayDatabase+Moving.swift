import BotChatCore
import BotChatSystem

extension RelayDatabase {
  /// Gives what waits for a file that is no home any more to the home of those who are configured there (R12).
  ///
  /// A bot whose path is a link has a home of its own while that leads nowhere. What was stored for it there would
  /// wait for ever once the link leads to another one's file again. What that file has from its other residents'
  /// queue, or will have, is left out.
  ///
  /// - Parameters:
  ///   - layout: who is configured where.
  ///   - roster: the same with the numbers of this database; its members begin with the residents of the layout.
  /// - Throws: `DatabaseError`; then nothing is moved.
  func moveOrphans(_ layout: Layout, _ roster: Roster) throws {
    let homes = Set(roster.homes.map(\.number))
    let waiting = try database.prepare(
      "SELECT DISTINCT outbox.file, file.path FROM outbox JOIN file ON file.number = outbox.file")
    var orphans: [(file: Int, path: String)] = []
    while try waiting.step() {
      if !homes.contains(waiting.int(0)) { orphans.append((waiting.int(0), waiting.text(1))) }
    }
    for orphan in orphans {
      let residents = layout.residents.indices.filter { layout.residents[$0].path == orphan.path }
      guard let first = residents.first else { continue }
      let home = roster.homes[layout.residents[first].home]
      let others = Set(home.members).subtracting(residents).map { roster.members[$0].number }
      try database.transaction { try move(from: orphan.file, to: home.number, unlessReached: others) }
    }
  }

  private func move(from orphan: Int, to file: Int, unlessReached others: [Int]) throws(DatabaseError) {
    let last = try database.prepare("SELECT max(number) FROM outbox WHERE file = ?")
    try last.bind(1, file)
    var number = try last.step() ? last.int(0) : 0
    let rows = try database.prepare("SELECT number, message FROM outbox WHERE file = ? ORDER BY number")
    try rows.bind(1, orphan)
    var parcels: [(number: Int, message: Int)] = []
    while try rows.step() { parcels.append((rows.int(0), rows.int(1))) }
    let move = try database.prepare(
      """
      UPDATE outbox SET file = ?1, number = ?2, seal = seal(?1, ?2, message, bytes)
      WHERE file = ?3 AND number = ?4
      """)
    for parcel in parcels {
      let reached = record(parcel.message)?.reached ?? []
      guard !others.contains(where: reached.contains) else { continue }
      number += 1
      for (place, value) in [file, number, orphan, parcel.number].enumerated() {
        try move.bind(place + 1, value)
      }
      try move.run()
    }
    let rest = try database.prepare("DELETE FROM outbox WHERE file = ?")
    try rest.bind(1, orphan)
    try rest.run()
  }
}
