package dev.weir.samples;

import org.springframework.boot.autoconfigure.SpringBootApplication;

/** An application with all samples, of which a test starts one listener. */
@SpringBootApplication(proxyBeanMethods = false)
class SamplesApplication {}
