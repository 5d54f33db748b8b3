import BotChatCore
import BotChatSystem

/// Instructions of the bots that make them do what the toolkit does now.
struct InstructionCheck {
  let world: HealthWorld

  func run() -> [Finding] {
    var seen: Set<FileIdentity> = []
    let findings = world.configuration.bots.flatMap { bot -> [Finding] in
      guard let chat = bot.chat else { return [] }
      let workspace = PathText.divide(chat).folder
      guard let identity = FileIdentity(at: workspace), seen.insert(identity).inserted else { return [] }
      return InstructionFinder.find(in: workspace, neighbourhood(of: bot)).map(finding)
    }
    return findings.isEmpty
      ? [.ok(.instruction, found: "no bot is told to write into two files, or to wake another")] : findings
  }

  private func neighbourhood(of bot: Bot) -> Neighbourhood {
    let residents = world.layout.residents.filter { !$0.isPerson }
    let home = residents.first { $0.name == bot.name }?.home
    let (own, others) = (residents.filter { $0.home == home }, residents.filter { $0.home != home })
    return Neighbourhood(
      own: own.map(\.name), others: others.map(\.name),
      otherChats: others.flatMap { [$0.path, world.layout.homes[$0.home]] })
  }

  private func finding(_ found: InstructionFinder.Found) -> Finding {
    Finding(
      .instruction, found.place, .warning,
      found: "\(found.instruction.what): \(found.instruction.text.prefix(100))",
      expected: "nothing that is done twice then", cure: found.instruction.edit(of: found.path))
  }
}
