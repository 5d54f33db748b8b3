import BotChatSystem
import BotChatTools

ThisProcess.exit(HubTool.run(Array(CommandLine.arguments.dropFirst())).rawValue)
