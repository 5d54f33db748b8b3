package enum PlaceholderBotChatSystem {}
