package dev.weir.service;

import java.nio.file.FileSystemException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.web.server.WebServerException;

/** Explains that the management port's web server has no directory for temporary files, as on a read-only root file system. */
final class TemporaryDirectoryFailureAnalyzer extends AbstractFailureAnalyzer<WebServerException> {

    @Override
    protected @Nullable FailureAnalysis analyze(Throwable rootFailure, WebServerException failure) {
        if (!(failure.getCause() instanceof FileSystemException cause)) {
            return null;
        }
        return new FailureAnalysis(
                "The management port's web server needs a directory for temporary files, but java.io.tmpdir = "
                        + System.getProperty("java.io.tmpdir") + " cannot be written to: " + cause.getMessage(),
                "Give the process a directory that it may write to: --tmpfs /tmp for a container, an emptyDir at /tmp in a"
                        + " pod; elsewhere, free space on its disk, or -Djava.io.tmpdir with another directory.",
                failure);
    }
}
