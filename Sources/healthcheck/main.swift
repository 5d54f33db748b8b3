import BotChatSystem
import BotChatTools

ThisProcess.exit(HealthTool.run(Array(CommandLine.arguments.dropFirst())).rawValue)
