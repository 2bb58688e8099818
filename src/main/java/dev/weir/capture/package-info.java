/**
 * Captures of streams as pcapng files, for Wireshark.
 *
 * <p>The bytes of a connection flow in, on the connection's own threads, as the application sees them: decrypted where there is
 * TLS. Out flow the blocks of a file that is kept in memory only.
 *
 * <pre>
 * CaptureTransport   a layer of each connection; without a capture, a check for null
 *   -> StreamRecording   invents the TCP conversation: handshake, sequence numbers, acknowledgements, end
 *   -> Capture           one lock, one file; ends by itself at a limit
 * CapturedFrames     the same for the messages of framed streams
 * Captures           starts, finds and deletes captures, and limits their number and memory
 * </pre>
 *
 * <p>A capture never throws into a stream, and never waits for anything but another packet's turn: a failure, lack of memory
 * included, ends the capture. Nothing holds on to a buffer of a stream.
 */
@NullMarked
package dev.weir.capture;

import org.jspecify.annotations.NullMarked;
