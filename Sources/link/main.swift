import BotChatSystem
import BotChatTools

ThisProcess.exit(LinkTool.run(Array(CommandLine.arguments.dropFirst())).rawValue)
