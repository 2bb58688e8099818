package dev.weir.capture;

import dev.weir.frame.FrameError;
import dev.weir.frame.FrameObserver;
import dev.weir.stream.TcpStream;
import java.nio.ByteBuffer;

/** Passes the messages of a framed stream to the capture that records it, beside another observer. */
public final class CapturedFrames implements FrameObserver {

    private final CaptureTransport transport;
    private final FrameObserver observer;

    private CapturedFrames(CaptureTransport transport, FrameObserver observer) {
        this.transport = transport;
        this.observer = observer;
    }

    /** Returns an observer that calls another one; that one itself if the stream cannot be captured. */
    public static FrameObserver of(TcpStream stream, FrameObserver observer) {
        return stream.layer(CaptureTransport.class)
                .<FrameObserver>map(transport -> new CapturedFrames(transport, observer))
                .orElse(observer);
    }

    @Override
    public void received(int length) {
        observer.received(length);
    }

    @Override
    public void sent(int length) {
        observer.sent(length);
    }

    @Override
    public void rejected(FrameError error) {
        observer.rejected(error);
    }

    @Override
    public boolean wantsPayload() {
        CaptureTransport.Recorder recorder = transport.recorder();
        return recorder != null && recorder.recording().isOfMessages();
    }

    @Override
    public void receivedPayload(ByteBuffer payload) {
        record(true, payload);
    }

    @Override
    public void sentPayload(ByteBuffer payload) {
        record(false, payload);
    }

    private void record(boolean fromClient, ByteBuffer payload) {
        CaptureTransport.Recorder recorder = transport.recorder();
        if (recorder != null) {
            recorder.capture().record(recorder.recording(), stream -> stream.message(fromClient, Slice.of(payload)));
        }
    }
}
