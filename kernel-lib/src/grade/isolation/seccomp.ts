/**
 * The filter of system calls for bubblewrap's `--seccomp`: a program of the kernel's classic BPF, as bytes.
 *
 * Everything that Node needs is let through; named calls are refused. Above all nothing can start a process: threads
 * are made by `clone` with CLONE_THREAD, processes without it. `clone3` hides its flags behind a pointer, which a filter
 * cannot follow, so it is "not there", and the C library falls back to `clone`.
 */
import { endianness } from 'node:os';

/** Numbers of system calls: [x86-64, arm64]; undefined where the architecture has no such call. */
type Numbers = readonly [x64: number, arm64: number | undefined];

const CLONE: Numbers = [56, 220];
const CLONE3: Numbers = [435, 435];
const SOCKET: Numbers = [41, 198];

/** Refused with EPERM: they start processes, look into others, or reach parts of the kernel that no course needs. */
const REFUSED: Record<string, Numbers> = {
  fork: [57, undefined],
  vfork: [58, undefined],
  ptrace: [101, 117],
  process_vm_readv: [310, 270],
  process_vm_writev: [311, 271],
  kcmp: [312, 272],
  pidfd_getfd: [438, 438],
  unshare: [272, 97],
  setns: [308, 268],
  mount: [165, 40],
  umount2: [166, 39],
  pivot_root: [155, 41],
  chroot: [161, 51],
  open_tree: [428, 428],
  move_mount: [429, 429],
  fsopen: [430, 430],
  fsconfig: [431, 431],
  fsmount: [432, 432],
  fspick: [433, 433],
  mount_setattr: [442, 442],
  name_to_handle_at: [303, 264],
  open_by_handle_at: [304, 265],
  bpf: [321, 280],
  perf_event_open: [298, 241],
  userfaultfd: [323, 282],
  add_key: [248, 217],
  request_key: [249, 218],
  keyctl: [250, 219],
  syslog: [103, 116],
  personality: [135, 92],
  kexec_load: [246, 104],
  kexec_file_load: [320, 294],
  init_module: [175, 105],
  finit_module: [313, 273],
  delete_module: [176, 106],
  // Memory that the limit of data does not count.
  memfd_create: [319, 279],
  memfd_secret: [447, 447],
  shmget: [29, 194],
  semget: [64, 190],
  msgget: [68, 186],
};

/** Answered with ENOSYS, so that libuv takes its other way. */
const ABSENT: Record<string, Numbers> = {
  io_uring_setup: [425, 425],
  io_uring_enter: [426, 426],
  io_uring_register: [427, 427],
};

const CLONE_THREAD = 0x10000;
/** AF_UNIX, AF_INET, AF_INET6, AF_NETLINK. Others are not all bound to a network namespace (AF_VSOCK reaches the host). */
const FAMILIES = [1, 2, 10, 16];
/** Where the x32 calls begin: a second set of numbers for the same kernel. */
const X32 = 0x40000000;

const EPERM = 1;
const ENOSYS = 38;
const EAFNOSUPPORT = 97;

/** `AUDIT_ARCH_…` of linux/audit.h. */
const ARCHITECTURES: Record<string, [column: 0 | 1, audit: number]> = {
  x64: [0, 0xc000003e],
  arm64: [1, 0xc00000b7],
};

/** Offsets in `struct seccomp_data`. */
const NUMBER = 0;
const ARCHITECTURE = 4;
const FIRST_ARGUMENT = 16;

/** Codes of linux/filter.h. */
const LOAD = 0x20; // BPF_LD | BPF_W | BPF_ABS
const IF_EQUAL = 0x15; // BPF_JMP | BPF_JEQ | BPF_K
const IF_AT_LEAST = 0x35; // BPF_JMP | BPF_JGE | BPF_K
const IF_ANY_BIT = 0x45; // BPF_JMP | BPF_JSET | BPF_K
const RETURN = 0x06; // BPF_RET | BPF_K

const ALLOW = 0x7fff0000;
const KILL = 0x80000000;
const refuse = (error: number) => 0x00050000 | error;

type Instruction = [code: number, ifTrue: number, ifFalse: number, operand: number];

/**
 * @param architecture - as in `process.arch`.
 * @returns undefined for an architecture that has no list here.
 */
export function seccompFilter(architecture: string = process.arch): Buffer | undefined {
  const known = ARCHITECTURES[architecture];
  if (known === undefined || endianness() !== 'LE') return undefined;
  return toBytes(program(...known));
}

function program(column: 0 | 1, audit: number): Instruction[] {
  /** Where the number is this one, the next instruction decides. */
  const answer = (numbers: Numbers, decision: number): Instruction[] => {
    const number = numbers[column];
    return number === undefined
      ? []
      : [
          [IF_EQUAL, 0, 1, number],
          [RETURN, 0, 0, decision],
        ];
  };
  return [
    [LOAD, 0, 0, ARCHITECTURE],
    [IF_EQUAL, 1, 0, audit],
    [RETURN, 0, 0, KILL],
    [LOAD, 0, 0, NUMBER],
    ...(column === 0
      ? ([
          [IF_AT_LEAST, 0, 1, X32],
          [RETURN, 0, 0, refuse(ENOSYS)],
        ] satisfies Instruction[])
      : []),
    ...Object.values(REFUSED).flatMap((numbers) => answer(numbers, refuse(EPERM))),
    ...[CLONE3, ...Object.values(ABSENT)].flatMap((numbers) => answer(numbers, refuse(ENOSYS))),
    // A process is a clone that shares no thread group.
    [IF_EQUAL, 0, 4, CLONE[column]!],
    [LOAD, 0, 0, FIRST_ARGUMENT],
    [IF_ANY_BIT, 0, 1, CLONE_THREAD],
    [RETURN, 0, 0, ALLOW],
    [RETURN, 0, 0, refuse(EPERM)],
    [IF_EQUAL, 0, FAMILIES.length + 2, SOCKET[column]!],
    [LOAD, 0, 0, FIRST_ARGUMENT],
    ...FAMILIES.map((family, i): Instruction => [IF_EQUAL, FAMILIES.length - i, 0, family]),
    [RETURN, 0, 0, refuse(EAFNOSUPPORT)],
    [RETURN, 0, 0, ALLOW],
  ];
}

/** `struct sock_filter { u16 code; u8 jt; u8 jf; u32 k; }`, little-endian on both architectures. */
function toBytes(instructions: readonly Instruction[]): Buffer {
  const bytes = Buffer.alloc(8 * instructions.length);
  instructions.forEach(([code, ifTrue, ifFalse, operand], i) => {
    bytes.writeUInt16LE(code, 8 * i);
    bytes.writeUInt8(ifTrue, 8 * i + 2);
    bytes.writeUInt8(ifFalse, 8 * i + 3);
    bytes.writeUInt32LE(operand >>> 0, 8 * i + 4);
  });
  return bytes;
}
