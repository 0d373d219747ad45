#include "golden.h"

#include <cstdlib>
#include <fstream>
#include <sstream>

std::string golden(const std::string& name, const std::string& actual) {
    const auto path = std::string(SOURCE_DIR) + "/tests/golden/" + name;
    if (std::getenv("NAMEWARD_REWRITE_GOLDEN")) std::ofstream(path, std::ios::binary) << actual;
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}
