/**
 * Sockets on Linux's own system calls, by {@code java.lang.foreign}: a second {@link dev.weir.stream.Transport} and
 * {@link dev.weir.stream.TransportSource} beside those of {@code dev.weir.stream}, which are on the JDK's channels.
 *
 * <p>In flows a listener's address; out flow transports that behave as the JDK's do, with fewer system calls and fewer changes
 * of thread. No call on a socket blocks in the kernel: a thread whose call would block parks, and the {@code Poller}, a virtual
 * thread that asks epoll(7), unparks it.
 *
 * <pre>
 * LinuxListener -> accept4(2) -> LinuxTransport -> Descriptor: Readiness of input | of output
 *                                                      ^
 *                  epoll_wait(2) -> Poller ------------+
 * </pre>
 *
 * <p>No wake-up is lost. A thread notes the count of events before it tries a call; if the call would block, the thread publishes
 * itself as the waiter, then looks at the count again, and parks only if it has not changed. The poller adds to the count first
 * and looks for a waiter second. A close sets the descriptor's state first and looks for waiters second.
 *
 * <p>A descriptor is closed once, by the last thread in a system call on it, so that no call reaches the number's next owner.
 *
 * <p>Linux on x86-64 and aarch64 only, where native access is enabled; {@link dev.weir.linux.LinuxSockets} says whether. Depends
 * on {@code java.base}, {@code jdk.management} for the length of the scheduler's queue, and {@code dev.weir.stream}.
 */
@NullMarked
package dev.weir.linux;

import org.jspecify.annotations.NullMarked;
