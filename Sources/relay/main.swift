import BotChatSystem
import BotChatTools

ThisProcess.exit(RelayTool.run(Array(CommandLine.arguments.dropFirst())).rawValue)
