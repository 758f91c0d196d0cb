/*
 * A disk to experiment on: loaded before libc (LD_PRELOAD), it sees every file call of a program below one folder.
 *
 *   DISK_LAB_UNDER    the folder; calls elsewhere pass untouched
 *   DISK_LAB_CONTROL  a file of struct control, shared: delays and faults that another process sets while the program runs
 *   DISK_LAB_RECORD   a file that gets, in one order, all that the disk was told and all bytes that left by a socket
 *
 * The record is written with the call's own lock held: its order is the order in which the calls took effect. A sync is two
 * entries, for others write meanwhile; what was written before the first is on disk at the second. The reader is record.ts.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

enum { OP_OPEN, OP_READ, OP_WRITE, OP_SYNC, OP_TRUNCATE, OP_UNLINK, OP_RENAME, OPS };
enum { CREATE = 1, WRITE, TRUNCATE, SYNC_BEGIN, SYNC_END, UNLINK, RENAME, MKDIR, SEND, UNSENT, LINK };

/* Offsets are read by control.ts: change both. All little-endian, naturally aligned. */
struct control {
  uint32_t sync_delay_us;   /*  0: each sync takes so much longer */
  uint32_t stall_every;     /*  4: and each so many syncs */
  uint32_t stall_us;        /*  8: stands still for this long */
  uint32_t fault_ops;       /* 12: bit n: op n may fail */
  uint32_t fault_errno;     /* 16 */
  uint32_t fault_half;      /* 20: a write that fails writes half of its bytes before */
  uint64_t fault_from;      /* 24: counted in calls of fault_ops since fault_seen was set to 0; 0: the next one */
  uint64_t fault_times;     /* 32 */
  uint64_t fault_seen;      /* 40: calls of fault_ops so far */
  uint64_t fault_hits;      /* 48: of them failed */
  uint64_t bytes_written;   /* 56 */
  uint64_t calls[OPS];      /* 64 */
  char fault_path[64];      /* 120: the path must contain this; empty: any */
};

/* An entry of the record; `length` bytes follow. Read by record.ts. */
struct entry {
  uint32_t length;
  uint32_t kind;
  uint64_t inode;           /* SEND: unused */
  int64_t at;               /* WRITE: offset. TRUNCATE: size. SYNC_END: 0 or -errno. SEND: local port << 16 | peer port.
                               UNSENT: so many bytes of the connection's last SEND did not leave */
  uint64_t id;              /* SYNC_*: its pair. SEND, UNSENT: the connection's */
};

#define MAX_FD 65536
static struct { char *path; uint64_t inode; uint64_t connection; } files[MAX_FD];
static char under[PATH_MAX];
static size_t under_length;
static struct control *control;
static int record_fd = -1;
/* Lives of a program share one record: its process is part of each number. */
static uint64_t next_id;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;


__attribute__((constructor)) static void begin(void) {
  next_id = ((uint64_t)getpid() << 32) + 1;
  const char *folder = getenv("DISK_LAB_UNDER"), *shared = getenv("DISK_LAB_CONTROL"), *record = getenv("DISK_LAB_RECORD");
  if (!folder || !realpath(folder, under)) return;
  under_length = strlen(under);
  if (shared) {
    int fd = (int)syscall(SYS_openat, AT_FDCWD, shared, O_RDWR | O_CLOEXEC);
    if (fd >= 0) {
      void *at = mmap(NULL, sizeof *control, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
      if (at != MAP_FAILED) control = at;
      syscall(SYS_close, fd);
    }
  }
  if (record) record_fd = (int)syscall(SYS_openat, AT_FDCWD, record, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
}

static int is_ours(const char *path) {
  return under_length && !strncmp(path, under, under_length) && (path[under_length] == '/' || !path[under_length]);
}

/* Absolute, without resolving the last part: it may not exist yet. */
static const char *absolute(int dir, const char *path, char *into) {
  if (!path || path[0] == '/') return path;
  char link[64];
  ssize_t length;
  if (dir == AT_FDCWD) length = getcwd(into, PATH_MAX) ? (ssize_t)strlen(into) : -1;
  else {
    snprintf(link, sizeof link, "/proc/self/fd/%d", dir);
    length = readlink(link, into, PATH_MAX - 1);
  }
  if (length < 0 || (size_t)length + strlen(path) + 2 > PATH_MAX) return path;
  into[length] = '/';
  strcpy(into + length + 1, path);
  return into;
}

static const char *path_of(int fd) { return fd >= 0 && fd < MAX_FD ? files[fd].path : NULL; }

/* Call with the lock held. */
static void put(uint32_t kind, uint64_t inode, int64_t at, uint64_t id, const struct iovec *parts, int count) {
  if (record_fd < 0) return;
  struct entry entry = { 0, kind, inode, at, id };
  for (int i = 0; i < count; i++) entry.length += (uint32_t)parts[i].iov_len;
  struct iovec all[IOV_MAX];
  if (count > IOV_MAX - 1) abort();
  all[0] = (struct iovec){ &entry, sizeof entry };
  if (count) memcpy(all + 1, parts, (size_t)count * sizeof *parts);
  size_t want = sizeof entry + entry.length;
  /* A torn record would judge wrongly: rather no program than that. */
  if (syscall(SYS_writev, record_fd, all, count + 1) != (ssize_t)want) abort();
}
static void put_text(uint32_t kind, uint64_t inode, const char *text, size_t length) {
  struct iovec part = { (void *)text, length };
  put(kind, inode, 0, 0, &part, 1);
}

static void put_text_of(uint32_t kind, uint64_t inode, uint64_t id, const char *text) {
  struct iovec part = { (void *)text, strlen(text) };
  put(kind, inode, 0, id, &part, 1);
}

/* The errno that this call shall fail with, or 0. */
static int fault(int op, const char *path) {
  if (!control) return 0;
  __atomic_add_fetch(&control->calls[op], 1, __ATOMIC_SEQ_CST);
  if (!(control->fault_ops >> op & 1)) return 0;
  if (control->fault_path[0] && !strstr(path, control->fault_path)) return 0;
  uint64_t seen = __atomic_fetch_add(&control->fault_seen, 1, __ATOMIC_SEQ_CST);
  if (seen < control->fault_from || seen - control->fault_from >= control->fault_times) return 0;
  __atomic_add_fetch(&control->fault_hits, 1, __ATOMIC_SEQ_CST);
  return (int)control->fault_errno;
}
#define FAIL_IF_FAULT(op, path) do { int code_ = fault(op, path); if (code_) { errno = code_; return -1; } } while (0)

static void wait_us(uint64_t us) {
  struct timespec left = { (time_t)(us / 1000000), (long)(us % 1000000) * 1000 };
  while (nanosleep(&left, &left) && errno == EINTR) { }
}

/* ---- open, close ---- */

/* Whatever stood under this number is gone: it may have been closed where we do not see it. */
static int forgotten(int fd) {
  if (fd >= 0 && fd < MAX_FD && (files[fd].path || files[fd].connection)) {
    pthread_mutex_lock(&lock);
    free(files[fd].path);
    files[fd].path = NULL;
    files[fd].connection = 0;
    pthread_mutex_unlock(&lock);
  }
  return fd;
}

static int opened(int fd, const char *path, int is_new) {
  if (fd < 0 || fd >= MAX_FD) return fd;
  struct stat stat;
  if (fstat(fd, &stat)) return fd;
  pthread_mutex_lock(&lock);
  free(files[fd].path);
  files[fd].path = strdup(path);
  files[fd].inode = stat.st_ino;
  if (is_new) put_text(CREATE, stat.st_ino, path, strlen(path));
  pthread_mutex_unlock(&lock);
  return fd;
}
static int open_any(int dir, const char *name, int flags, mode_t mode) {
  char into[PATH_MAX];
  const char *path = absolute(dir, name, into);
  int ours = path && is_ours(path);
  /* A disk that takes no writes may still be read. */
  int only_reads = (flags & O_ACCMODE) == O_RDONLY && !(flags & O_CREAT);
  if (ours && !(only_reads && control && control->fault_errno == EROFS)) FAIL_IF_FAULT(OP_OPEN, path);
  int is_new = ours && (flags & O_CREAT) && faccessat(AT_FDCWD, path, F_OK, 0) != 0;
  int kept = ours && (flags & O_TRUNC) && !is_new;
  int fd = (int)syscall(SYS_openat, dir, name, flags | O_LARGEFILE, mode);
  if (!ours || fd < 0) return forgotten(fd);
  opened(fd, path, is_new);
  if (kept) {
    pthread_mutex_lock(&lock);
    put(TRUNCATE, files[fd].inode, 0, 0, NULL, 0);
    pthread_mutex_unlock(&lock);
  }
  return fd;
}
#define OPEN(name, ...) { \
  mode_t mode = 0; \
  if (flags & (O_CREAT | __O_TMPFILE)) { va_list rest; va_start(rest, flags); mode = va_arg(rest, mode_t); va_end(rest); } \
  return open_any(__VA_ARGS__, flags, mode); }
int open(const char *path, int flags, ...) OPEN(open, AT_FDCWD, path)
int open64(const char *path, int flags, ...) OPEN(open64, AT_FDCWD, path)
int openat(int dir, const char *path, int flags, ...) OPEN(openat, dir, path)
int openat64(int dir, const char *path, int flags, ...) OPEN(openat64, dir, path)

int close(int fd) { return (int)syscall(SYS_close, forgotten(fd)); }
int socket(int family, int type, int protocol) { return forgotten((int)syscall(SYS_socket, family, type, protocol)); }
int accept4(int fd, struct sockaddr *from, socklen_t *length, int flags) {
  return forgotten((int)syscall(SYS_accept4, fd, from, length, flags));
}

/* ---- writes, and what leaves by a socket ---- */

/* The connection's number; 0: nothing was recorded. */
static uint64_t sends(int fd, const struct iovec *parts, int count) {
  if (record_fd < 0 || fd < 0 || fd >= MAX_FD) return 0;
  struct sockaddr_storage here, there;
  socklen_t length = sizeof here;
  if (getsockname(fd, (struct sockaddr *)&here, &length) || (here.ss_family != AF_INET && here.ss_family != AF_INET6)) return 0;
  length = sizeof there;
  if (getpeername(fd, (struct sockaddr *)&there, &length)) return 0;
  /* The port stands at the same place for both families. */
  int64_t ports = (int64_t)ntohs(((struct sockaddr_in *)&here)->sin_port) << 16 | ntohs(((struct sockaddr_in *)&there)->sin_port);
  pthread_mutex_lock(&lock);
  if (!files[fd].connection) files[fd].connection = next_id++;
  /* Before it leaves: nobody outside can know of it earlier than the record does. */
  uint64_t connection = files[fd].connection;
  put(SEND, 0, ports, connection, parts, count);
  pthread_mutex_unlock(&lock);
  return connection;
}

/* A full socket takes a part or nothing; the rest is sent, and recorded, again. */
static ssize_t sent(uint64_t connection, const struct iovec *parts, int count, ssize_t done) {
  if (!connection) return done;
  int failed = errno;
  int64_t size = 0;
  for (int i = 0; i < count; i++) size += (int64_t)parts[i].iov_len;
  int64_t left = done < 0 ? size : size - done;
  if (left > 0) {
    pthread_mutex_lock(&lock);
    put(UNSENT, 0, left, connection, NULL, 0);
    pthread_mutex_unlock(&lock);
  }
  errno = failed;
  return done;
}

/* offset < 0: where the file stands, or its end. */
static ssize_t write_file(int fd, const struct iovec *parts, int count, off_t offset) {
  int code = fault(OP_WRITE, files[fd].path);
  struct iovec half;
  if (code) {
    if (!control->fault_half || parts[0].iov_len < 2) { errno = code; return -1; }
    half = (struct iovec){ parts[0].iov_base, parts[0].iov_len / 2 };
    parts = &half;
    count = 1;
  }
  pthread_mutex_lock(&lock);
  off_t at = offset;
  if (at < 0) {
    struct stat stat;
    at = fcntl(fd, F_GETFL) & O_APPEND ? (fstat(fd, &stat) ? 0 : stat.st_size) : lseek(fd, 0, SEEK_CUR);
  }
  ssize_t done = offset < 0 ? (ssize_t)syscall(SYS_writev, fd, parts, count)
                            : (ssize_t)syscall(SYS_pwritev, fd, parts, count, offset, 0L);
  int failed = errno;
  if (done > 0) {
    struct iovec written[IOV_MAX];
    int used = 0;
    for (size_t left = (size_t)done; left > 0; used++) {
      written[used] = parts[used];
      if (written[used].iov_len > left) written[used].iov_len = left;
      left -= written[used].iov_len;
    }
    put(WRITE, files[fd].inode, at, 0, written, used);
    if (control) __atomic_add_fetch(&control->bytes_written, (uint64_t)done, __ATOMIC_SEQ_CST);
  }
  pthread_mutex_unlock(&lock);
  errno = failed;
  return done;
}

ssize_t write(int fd, const void *data, size_t size) {
  struct iovec part = { (void *)data, size };
  if (path_of(fd)) return write_file(fd, &part, 1, -1);
  uint64_t connection = size ? sends(fd, &part, 1) : 0;
  return sent(connection, &part, 1, syscall(SYS_write, fd, data, size));
}
ssize_t writev(int fd, const struct iovec *parts, int count) {
  if (path_of(fd)) return write_file(fd, parts, count, -1);
  uint64_t connection = sends(fd, parts, count);
  return sent(connection, parts, count, syscall(SYS_writev, fd, parts, count));
}
ssize_t pwrite64(int fd, const void *data, size_t size, off64_t offset) {
  struct iovec part = { (void *)data, size };
  return path_of(fd) ? write_file(fd, &part, 1, offset) : syscall(SYS_pwrite64, fd, data, size, offset);
}
ssize_t pwrite(int fd, const void *data, size_t size, off_t offset) { return pwrite64(fd, data, size, offset); }
ssize_t pwritev64(int fd, const struct iovec *parts, int count, off64_t offset) {
  return path_of(fd) ? write_file(fd, parts, count, offset) : syscall(SYS_pwritev, fd, parts, count, offset, 0L);
}
ssize_t pwritev(int fd, const struct iovec *parts, int count, off_t offset) { return pwritev64(fd, parts, count, offset); }

ssize_t send(int fd, const void *data, size_t size, int flags) {
  struct iovec part = { (void *)data, size };
  uint64_t connection = sends(fd, &part, 1);
  return sent(connection, &part, 1, syscall(SYS_sendto, fd, data, size, flags, NULL, 0));
}
ssize_t sendmsg(int fd, const struct msghdr *message, int flags) {
  uint64_t connection = sends(fd, message->msg_iov, (int)message->msg_iovlen);
  return sent(connection, message->msg_iov, (int)message->msg_iovlen, syscall(SYS_sendmsg, fd, message, flags));
}

/* Copies made by the kernel are refused where they would pass unseen: libuv then reads and writes. */
ssize_t copy_file_range(int in, off64_t *in_at, int out, off64_t *out_at, size_t size, unsigned flags) {
  if (path_of(out)) { errno = ENOSYS; return -1; }
  return syscall(SYS_copy_file_range, in, in_at, out, out_at, size, flags);
}
ssize_t sendfile64(int out, int in, off64_t *at, size_t size) {
  if (path_of(out)) { errno = EINVAL; return -1; }
  return syscall(SYS_sendfile, out, in, at, size);
}
ssize_t sendfile(int out, int in, off_t *at, size_t size) { return sendfile64(out, in, at, size); }

/* ---- reads ---- */

ssize_t read(int fd, void *into, size_t size) {
  const char *path = path_of(fd);
  if (path) FAIL_IF_FAULT(OP_READ, path);
  return syscall(SYS_read, fd, into, size);
}
ssize_t pread64(int fd, void *into, size_t size, off64_t offset) {
  const char *path = path_of(fd);
  if (path) FAIL_IF_FAULT(OP_READ, path);
  return syscall(SYS_pread64, fd, into, size, offset);
}
ssize_t pread(int fd, void *into, size_t size, off_t offset) { return pread64(fd, into, size, offset); }

/* ---- syncs ---- */

static int sync_file(int fd, long call) {
  const char *path = path_of(fd);
  if (!path) return (int)syscall(call, fd);
  FAIL_IF_FAULT(OP_SYNC, path);
  pthread_mutex_lock(&lock);
  uint64_t id = next_id++, inode = files[fd].inode;
  /* By its path the reader knows a folder. */
  put_text_of(SYNC_BEGIN, inode, id, path);
  pthread_mutex_unlock(&lock);
  if (control) {
    uint32_t every = control->stall_every;
    int stalls = every && control->calls[OP_SYNC] % every == 0;
    wait_us((uint64_t)control->sync_delay_us + (stalls ? control->stall_us : 0));
  }
  int result = (int)syscall(call, fd), failed = errno;
  pthread_mutex_lock(&lock);
  put(SYNC_END, inode, result ? -failed : 0, id, NULL, 0);
  pthread_mutex_unlock(&lock);
  errno = failed;
  return result;
}
int fsync(int fd) { return sync_file(fd, SYS_fsync); }
int fdatasync(int fd) { return sync_file(fd, SYS_fdatasync); }

/* ---- sizes and names ---- */

int ftruncate64(int fd, off64_t size) {
  const char *path = path_of(fd);
  if (!path) return (int)syscall(SYS_ftruncate, fd, size);
  FAIL_IF_FAULT(OP_TRUNCATE, path);
  pthread_mutex_lock(&lock);
  int result = (int)syscall(SYS_ftruncate, fd, size);
  if (!result) put(TRUNCATE, files[fd].inode, size, 0, NULL, 0);
  pthread_mutex_unlock(&lock);
  return result;
}
int ftruncate(int fd, off_t size) { return ftruncate64(fd, size); }

static int unlink_any(int dir, const char *name, int flags) {
  char into[PATH_MAX];
  const char *path = absolute(dir, name, into);
  if (!path || !is_ours(path)) return (int)syscall(SYS_unlinkat, dir, name, flags);
  FAIL_IF_FAULT(OP_UNLINK, path);
  pthread_mutex_lock(&lock);
  int result = (int)syscall(SYS_unlinkat, dir, name, flags);
  if (!result) put_text(UNLINK, 0, path, strlen(path));
  pthread_mutex_unlock(&lock);
  return result;
}
int unlink(const char *path) { return unlink_any(AT_FDCWD, path, 0); }
int unlinkat(int dir, const char *path, int flags) { return unlink_any(dir, path, flags); }
int rmdir(const char *path) { return unlink_any(AT_FDCWD, path, AT_REMOVEDIR); }

static int name_again(uint32_t kind, const char *old_name, const char *new_name) {
  char old_into[PATH_MAX], new_into[PATH_MAX];
  const char *from = absolute(AT_FDCWD, old_name, old_into), *to = absolute(AT_FDCWD, new_name, new_into);
  int ours = from && to && is_ours(to);
  if (ours) FAIL_IF_FAULT(OP_RENAME, to);
  pthread_mutex_lock(&lock);
  int result = kind == RENAME ? (int)syscall(SYS_renameat, AT_FDCWD, old_name, AT_FDCWD, new_name)
                              : (int)syscall(SYS_linkat, AT_FDCWD, old_name, AT_FDCWD, new_name, 0);
  int failed = errno;
  if (!result && ours) {
    struct iovec parts[2] = { { (void *)from, strlen(from) + 1 }, { (void *)to, strlen(to) } };
    put(kind, 0, 0, 0, parts, 2);
  }
  pthread_mutex_unlock(&lock);
  errno = failed;
  return result;
}
int rename(const char *old_name, const char *new_name) { return name_again(RENAME, old_name, new_name); }
int link(const char *old_name, const char *new_name) { return name_again(LINK, old_name, new_name); }

int mkdir(const char *name, mode_t mode) {
  char into[PATH_MAX];
  const char *path = absolute(AT_FDCWD, name, into);
  pthread_mutex_lock(&lock);
  int result = (int)syscall(SYS_mkdirat, AT_FDCWD, name, mode);
  if (!result && path && is_ours(path)) put_text(MKDIR, 0, path, strlen(path));
  pthread_mutex_unlock(&lock);
  return result;
}

/* Space is only promised: the record would not see it. SQLite and Node fall back to writing. */
int posix_fallocate64(int fd, off64_t offset, off64_t size) {
  if (path_of(fd)) return EOPNOTSUPP;
  return syscall(SYS_fallocate, fd, 0, offset, size) ? errno : 0;
}
int posix_fallocate(int fd, off_t offset, off_t size) { return posix_fallocate64(fd, offset, size); }
