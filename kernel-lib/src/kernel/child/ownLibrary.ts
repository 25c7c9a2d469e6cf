/** The library that comes with the kernel: another one that lies beside a notebook never stands for it. */

export function isOurs(name: string): boolean {
  return name === 'kernel-lib' || name.startsWith('kernel-lib/');
}
