// Model choice: the annual figures are the regulator's typical domestic values of the years around 2020 (electricity
// 3 100 kWh, gas 12 000 kWh at 11.2 kWh per m³); the shapes follow the usual course of domestic demand in outline, no
// published profile is copied. Solar panels yield some 3 400 kWh a year, half of which the house uses itself.
#include "devices/metering/load_shape.hpp"

namespace devices::metering {

constinit const load_shape domestic_electricity{
    .annual = 3'100'000,
    .household_low_percent = 45,
    .household_high_percent = 170,
    .month = {118, 114, 106, 97, 90, 86, 84, 84, 90, 100, 111, 120},
    .weekday = {108, 98, 97, 97, 98, 98, 104},
    .weather_per_mille = 40,
    .day_per_mille = 220,
    .steady_per_mille = 400,
    .weekend_lie_in = 2,
    .winter = {22, 20, 18, 17, 16, 16, 15, 15, 15, 16, 17, 20, 27, 36, 46, 50, 46, 42, 40, 38, 37, 37, 38, 40,
               42, 42, 40, 39, 39, 42, 47, 56, 68, 80, 88, 90, 88, 84, 80, 76, 71, 66, 61, 55, 47, 40, 32, 26},
    .summer = {22, 20, 18, 17, 16, 16, 15, 15, 15, 16, 17, 19, 24, 31, 39, 42, 40, 39, 38, 37, 37, 37, 38, 40,
               42, 41, 39, 38, 38, 39, 42, 48, 56, 62, 64, 62, 59, 56, 53, 51, 50, 50, 51, 49, 44, 38, 31, 26},
};

constinit const load_shape domestic_gas{
    .annual = 1'070'000,
    .household_low_percent = 35,
    .household_high_percent = 190,
    .month = {205, 190, 158, 102, 54, 28, 22, 22, 36, 84, 146, 196},
    .weekday = {108, 98, 97, 97, 97, 97, 106},
    .weather_per_mille = 250,
    .day_per_mille = 120,
    .steady_per_mille = 250,
    .weekend_lie_in = 2,
    .winter = {8,  6,  5,  5,  5,  5,  6,  8,  12, 20, 40, 74, 96, 100, 92, 76, 60, 50, 44, 40, 36, 34, 33, 33,
               34, 34, 33, 34, 38, 46, 58, 70, 82, 88, 90, 88, 84, 78,  72, 66, 60, 52, 42, 34, 26, 18, 13, 10},
    .summer = {0, 0, 0, 0, 0, 0, 0,  0,  0,  1,  4,  14, 40, 60, 52, 34, 20, 12, 8, 6, 5, 5, 6, 10,
               8, 6, 4, 4, 5, 8, 14, 24, 38, 46, 44, 34, 26, 22, 20, 18, 16, 12, 8, 4, 2, 1, 0, 0},
};

constinit const load_shape domestic_solar_export{
    .annual = 1'700'000,
    .household_low_percent = 40,
    .household_high_percent = 180,
    .month = {22, 42, 85, 128, 160, 172, 168, 142, 106, 62, 30, 17},
    .weekday = {92, 102, 102, 102, 102, 102, 96},
    .weather_per_mille = 450,
    .day_per_mille = 150,
    .steady_per_mille = 600,
    .weekend_lie_in = 0,
    .winter = {0,  0,  0,  0,  0,  0,  0,  0,  0, 0, 0, 0, 0, 0, 0, 0, 1, 5, 14, 26, 40, 54, 66, 75,
               80, 82, 78, 70, 58, 44, 28, 14, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,  0,  0,  0,  0,  0},
    .summer = {0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  1,  3,  6,  11, 18, 26, 35, 44, 53, 62, 70, 77, 83,
               88, 91, 93, 93, 91, 88, 83, 77, 69, 60, 51, 42, 33, 24, 16, 10, 5,  2,  1,  0,  0,  0,  0,  0},
};

} // namespace devices::metering
