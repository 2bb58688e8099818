package dev.weir.actuate;

import dev.weir.capture.Capture;
import java.io.InputStream;
import org.springframework.core.io.AbstractResource;

/** The file of a capture, as far as it was when this was created. */
final class CaptureResource extends AbstractResource {

    private final Capture capture;
    private final long length;

    CaptureResource(Capture capture) {
        this.capture = capture;
        this.length = capture.status().bytes();
    }

    @Override
    public InputStream getInputStream() {
        return capture.content(length);
    }

    @Override
    public long contentLength() {
        return length;
    }

    @Override
    public String getFilename() {
        return "weir-" + capture.id() + ".pcapng";
    }

    @Override
    public String getDescription() {
        return "capture " + capture.id();
    }
}
