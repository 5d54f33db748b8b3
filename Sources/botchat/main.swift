import BotChatSystem
import BotChatTools

ThisProcess.exit(BotchatTool.run(Array(CommandLine.arguments.dropFirst())).rawValue)
