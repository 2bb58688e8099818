/**
 * Streams in plain Java: binds addresses, accepts connections, connects to servers, reads and writes bytes.
 *
 * <p>In flows a socket, wrapped as a {@link dev.weir.stream.Transport}; out flows a {@link dev.weir.stream.TcpStream}.
 * Every call blocks the caller's thread, which should be a virtual one. A transport moves bytes as the socket delivers and
 * accepts them; the stream on top adds buffers and convenience methods. Code that sees or changes the bytes (observation, TLS,
 * the scripted faults of a test) wraps the transport, and there is exactly one kind of stream.
 *
 * <pre>
 * SocketChannel -> SocketTransport -> (your wrapper) -> BufferedTcpStream: StreamInput | StreamOutput
 * </pre>
 *
 * <p>A {@link dev.weir.stream.ConnectAttempt} looks up a host, lets its addresses race for the first answer, and secures the
 * socket by a {@link dev.weir.stream.ClientSecurity}, all on the caller's thread; only the lookup has a thread of its own,
 * because the JDK's cannot be interrupted.
 *
 * <p>The JDK's scheduler does not preempt virtual threads. {@code FairYield} keeps them fair to each other on the way to the
 * socket, so that no peer can make a stream that starves others.
 *
 * <p>Depends on {@code java.base} and JSpecify only.
 */
@NullMarked
package dev.weir.stream;

import org.jspecify.annotations.NullMarked;
