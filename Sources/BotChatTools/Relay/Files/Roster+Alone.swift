import BotChatCore
import BotChatSystem

extension Roster {
  /// Every name is known, but only those at home in this one file have a home.
  ///
  /// The numbers are those of the database. Throws `DatabaseError`.
  init(
    _ configuration: Configuration, _ layout: Layout, alone home: Int, _ database: RelayDatabase
  ) throws(DatabaseError) {
    var members: [Roster.Member] = []
    for resident in layout.residents {
      members.append(
        Roster.Member(
          name: resident.name, number: try database.memberNumber(resident.name).number,
          home: resident.home == home ? 0 : nil, isPerson: resident.isPerson))
    }
    let path = layout.homes[home]
    self.init(
      configuration, members: members,
      homes: [Roster.Home(label: path, number: try database.fileNumber(path))])
  }
}
