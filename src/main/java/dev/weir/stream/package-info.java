/**
 * The stream itself, in plain Java: an address is bound, a connection accepted, bytes are read and written.
 *
 * <p>In flows a socket, wrapped as a {@link dev.weir.stream.Transport}; out flows a {@link dev.weir.stream.TcpStream}.
 * Everything blocks, on the caller's own thread, meant to be a virtual one. A transport moves bytes as the socket gives
 * and takes them; the stream on top adds buffers and conveniences. So whoever wants to see or change the bytes
 * (observation, TLS, a script of faults in a test) wraps the transport, and there is exactly one kind of stream.
 *
 * <pre>
 * SocketChannel -> SocketTransport -> (your wrapper) -> BufferedTcpStream: StreamInput | StreamOutput
 * </pre>
 *
 * <p>The JDK's scheduler leaves it to virtual threads to be fair to each other. {@code FairYield} sees to that on the way to the
 * socket, so that no peer can have a stream that keeps the others waiting.
 *
 * <p>Depends on {@code java.base} and JSpecify only.
 */
@NullMarked
package dev.weir.stream;

import org.jspecify.annotations.NullMarked;
