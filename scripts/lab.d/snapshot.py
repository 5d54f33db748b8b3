"""A world as it was: its state folder and its chat files, put back in place for the next trial."""

import os
import shutil
import tempfile


class Snapshot:
    def __init__(self, world):
        self.world = world
        self.kept = tempfile.mkdtemp(dir=world.folder) + "/state"
        shutil.copytree(world.state, self.kept)
        self.texts = [home.read() for home in world.homes]
        self.lists = [(list(home.pieces), list(home.past), list(home.growths), dict(home.again))
                      for home in world.homes]
        self.numbers = dict(world.numbers)

    def restore(self):
        """The chat files keep their inodes, as the state knows them."""
        shutil.rmtree(self.world.state)
        shutil.copytree(self.kept, self.world.state)
        for home, text, lists in zip(self.world.homes, self.texts, self.lists):
            with open(home.path, "r+b") as file:
                file.truncate(0)
                file.write(text)
            home.pieces, home.past, home.growths, home.again = (type(part)(part) for part in lists)
        self.world.numbers = dict(self.numbers)
        if os.path.exists(self.world.calls_file):
            os.remove(self.world.calls_file)
