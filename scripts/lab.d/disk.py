"""A disk of one's own: ext4 in a file, which loses its power."""

import fcntl
import os
import shutil
import struct
import subprocess
import time

# ext4.h: EXT4_IOC_SHUTDOWN, and its flag for going down with nothing written, neither data nor journal.
SHUTDOWN, NO_LOG_FLUSH = 0x8004587D, 2


class Disk:
    """An ext4 file system that is mounted; `lab` takes it away at the end, whatever happens before."""

    def __init__(self, lab, size=24 << 20):
        self.lab, self.place = lab, lab.make_folder()
        self.folder, self.image = f"{self.place}/disk", f"{self.place}/image"
        os.mkdir(self.folder)
        self.is_mounted = self.is_bound = False
        lab.endings.append(self.remove)
        # Whoever gets a copy of the mount, in a mount namespace that is a slave, loses it when it is unmounted here. What
        # decides is the mount that it lies on.
        call("mount", "--bind", self.place, self.place)
        self.is_bound = True
        call("mount", "--make-shared", self.place)
        with open(self.image, "wb") as file:
            file.truncate(size)
        call("mkfs.ext4", "-q", "-F", "-E", "lazy_itable_init=0", self.image)
        self.mount()

    def mount(self):
        call("mount", "-o", "loop,noatime", self.image, self.folder)
        self.is_mounted = True

    def unmount(self):
        # The kernel lets go of a killed program's files a moment after its end.
        for _ in range(200):
            done = subprocess.run(["umount", self.folder], capture_output=True, text=True, check=False)
            if done.returncode == 0:
                self.is_mounted = False
                return self.wait_for_end()
            time.sleep(0.01)
        raise RuntimeError(f"umount {self.folder}: {done.stderr}")

    def wait_for_end(self):
        """A mount namespace that began meanwhile has a copy of the mount: before it ends the disk is still at work."""
        for _ in range(3_000):
            if not subprocess.run(["losetup", "-j", self.image], capture_output=True, check=False).stdout:
                return
            time.sleep(0.01)
        raise RuntimeError(f"{self.image} is still mounted in the namespace of another program")

    def sync(self):
        call("sync", "-f", self.folder)

    def cut(self):
        """The power goes: what was not synced is gone."""
        file = os.open(self.folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            fcntl.ioctl(file, SHUTDOWN, struct.pack("I", NO_LOG_FLUSH))
        finally:
            os.close(file)

    def restore(self):
        """The power is back."""
        self.unmount()
        self.mount()

    def remove(self):
        if self.is_mounted:
            self.unmount()
        if self.is_bound:
            self.is_bound = False
            call("umount", self.place)
            shutil.rmtree(self.place)


def call(*words):
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(words)}: {done.stderr.strip()}")


def why_not(lab):
    """Why there can be no such disk here; None when there can."""
    if os.geteuid():
        return "only root can mount"
    try:
        disk = Disk(lab)
        disk.cut()
        disk.restore()
        disk.remove()
    except (RuntimeError, OSError) as error:
        return str(error)
    return None
