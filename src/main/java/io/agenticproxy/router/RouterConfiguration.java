package io.agenticproxy.router;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Configuration;

@Configuration
@EnableConfigurationProperties(RouterSettings.class)
class RouterConfiguration {}
