/**
 * Messages on a stream, in plain Java: where each begins and ends, and how it is read, written and handled.
 *
 * <p>Bytes flow in from a {@link dev.weir.stream.TcpStream}, and frames flow out; replies flow back the same way, on the threads
 * that call. Four decisions shape the package:
 *
 * <ul>
 *   <li>A {@link dev.weir.frame.FrameFormat} is a pure function on received bytes. It keeps no state and does no I/O, so it can
 *       be verified at every split of its input, and one object serves all streams.
 *   <li>Every format has a maximum. A frame beyond it, or one that is malformed, ends the stream; there is no resynchronising.
 *   <li>A frame is found in the stream's own buffer, which grows with the bytes that have arrived, never with an announced
 *       length. A view of the frame costs no copy and is valid until the next read.
 *   <li>There is no queue between reader and handler: a frame is read when there is a slot to handle it.
 * </ul>
 *
 * <pre>
 * TcpStream.scan -> FramedStream: FrameFormat.find -> FrameHandler.handle -> FrameFormat.wrap -> TcpStream.write
 * </pre>
 */
@NullMarked
package dev.weir.frame;

import org.jspecify.annotations.NullMarked;
