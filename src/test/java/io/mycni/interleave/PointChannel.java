// An open file of a call: reading, writing and locking are points. Its locks are the machine's, and
// belong to the call's process as those by fcntl(2) do.
package io.mycni.interleave;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/** A file channel around a real one. */
final class PointChannel extends FileChannel {
  private final FileChannel real;
  private final MachineProcess process;
  private final Path file;
  private final Object inode;

  PointChannel(FileChannel real, MachineProcess process, Path file) throws IOException {
    this.real = real;
    this.process = process;
    this.file = file;
    this.inode = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
  }

  private FileChannel at(String operation) {
    Worker.current().at(operation, file);
    return real;
  }

  /** Any thread of a process may use what one of them has opened. */
  private static Machine machine() {
    return Worker.current().machine();
  }

  /** A lock that is held on this channel. */
  private final class Lock extends FileLock {
    private boolean valid = true;

    Lock(long position, long size, boolean shared) {
      super(PointChannel.this, position, size, shared);
    }

    @Override
    public boolean isValid() {
      return valid && isOpen();
    }

    @Override
    public void release() {
      at("unlock");
      valid = false;
      machine().locks().release(process, inode, position(), size());
      Worker.current().wakeOthers();
    }
  }

  @Override
  public FileLock tryLock(long position, long size, boolean shared) {
    at("lock");
    return machine().locks().take(process, inode, position, size, shared)
        ? new Lock(position, size, shared)
        : null;
  }

  @Override
  public FileLock lock(long position, long size, boolean shared) {
    throw new UnsupportedOperationException();
  }

  /** Whoever closes a file loses all locks of his process on it (fcntl(2)). */
  @Override
  protected void implCloseChannel() throws IOException {
    real.close();
    if (machine().locks().releaseAll(process, inode)) {
      Worker.current().wakeOthers();
    }
  }

  @Override
  public int read(ByteBuffer to) throws IOException {
    return at("read").read(to);
  }

  @Override
  public long read(ByteBuffer[] to, int offset, int length) throws IOException {
    return at("read").read(to, offset, length);
  }

  @Override
  public int write(ByteBuffer from) throws IOException {
    int written = at("write").write(from);
    machine().written(file);
    return written;
  }

  @Override
  public long write(ByteBuffer[] from, int offset, int length) throws IOException {
    return at("write").write(from, offset, length);
  }

  @Override
  public long position() throws IOException {
    return real.position();
  }

  @Override
  public FileChannel position(long position) throws IOException {
    real.position(position);
    return this;
  }

  @Override
  public long size() throws IOException {
    return at("stat").size();
  }

  @Override
  public FileChannel truncate(long size) throws IOException {
    at("truncate").truncate(size);
    return this;
  }

  @Override
  public void force(boolean metadata) {
    // What is lost with the power is another test's.
  }

  @Override
  public long transferTo(long position, long count, WritableByteChannel to) throws IOException {
    return at("read").transferTo(position, count, to);
  }

  @Override
  public long transferFrom(ReadableByteChannel from, long position, long count) throws IOException {
    return at("write").transferFrom(from, position, count);
  }

  @Override
  public int read(ByteBuffer to, long position) throws IOException {
    return at("read").read(to, position);
  }

  @Override
  public int write(ByteBuffer from, long position) throws IOException {
    return at("write").write(from, position);
  }

  @Override
  public MappedByteBuffer map(MapMode mode, long position, long size) {
    throw new UnsupportedOperationException();
  }
}
