// The sections of a file (product.md section 3), each read into the Config that all files share. What is not in the
// file leaves the Config as it is.
#pragma once

#include "config/config.h"
#include "config/section.h"
#include "nameward/config.h"

namespace nameward::config {

void read_general(Section& root, Config& config);  // store, log, schedule, confirm, web, health
void read_network(Section& root, Config& config);
void read_sources(Section& root, Config& config);  // registration, tenant, certificates, passive_dns
void read_domains(Section& root, Config& config);
void read_sinks(Section& root, Config& config);

// The files named, and `parts` of conf.d: errors for what is no regular file, warnings for what everybody may write.
void judge_files(const Config& config, const std::vector<Path>& parts, Report& report);

// What the operator should know about a configuration without errors.
void advise(const Config& config, Report& report);

}  // namespace nameward::config
