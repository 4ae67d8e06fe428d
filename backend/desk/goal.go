package desk

import (
	"context"
	"math"

	"mixdown/backend/campaign"
	"mixdown/backend/metric"
)

// largestGoal bounds a goal: beyond it lies a slip of the keyboard.
const largestGoal = 1e12

// SetGoal says what a campaign aims for with a metric, in its unit; 0 takes the goal back.
func (d *Desk) SetGoal(ctx context.Context, c campaign.Campaign, key string, value float64) (campaign.Campaign, error) {
	if err := checkGoal(key, value); err != nil {
		return c, err
	}
	if err := d.store.SaveGoal(ctx, c.ID, key, value); err != nil {
		return c, err
	}
	return d.Campaign(ctx, c.ID)
}

func checkGoal(key string, value float64) error {
	unit, ok := metric.Unit(key)
	switch {
	case !ok:
		return invalid("There is no number called " + key + ". `mixdown metrics` lists them all.")
	case math.IsNaN(value) || value < 0 || value > largestGoal:
		return invalid("A goal is a number above 0; 0 takes it back.")
	case unit == "%" && value > 100:
		return invalid("A share cannot be more than 100 %.")
	}
	return nil
}
