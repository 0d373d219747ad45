#include "collectors/all.h"
#include "commands/commands.h"
#include "commands/table.h"
#include "formats/rows.h"

namespace nameward::commands {

int properties(const Arguments& arguments, const Console& console) {
    for (const auto& collector : collectors::all())
        for (const auto& property : collector.reports) {
            if (property.memory) continue;
            if (arguments.json)
                console.out << formats::row(collector.name, property) << '\n';
            else
                console.out << property.name << " (" << property.source << "): " << property.title << ", layer "
                            << to_string(property.layer) << ", " << to_string(property.on_change)
                            << " where a part changes, " << to_string(property.on_replace)
                            << " where nothing of it is left\n";
        }
    return 0;
}

}  // namespace nameward::commands
